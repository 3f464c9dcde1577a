"""Files in and out: which inputs, in which encoding, to which places, and never a torn or lost one."""
