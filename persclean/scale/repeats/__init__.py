"""Repeated blocks of a whole corpus: found over all files, one copy kept, in three stages that can be restarted.

1. signatures (per shard): every document in units, and hashes of all lines (units.py, signatures.py, shards.py)
2. group: lines that share a hash meet the copy to be kept, are compared word by word, and what contradicts is settled
   (group.py, judge.py, settle.py)
3. remove (per shard): the blocks go, and each is proved to stand in its kept copy while it does (remove.py)
"""
