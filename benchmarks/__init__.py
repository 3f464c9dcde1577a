"""The dump generator, the speed, memory and linearity benchmarks: each runs as `python -m benchmarks.NAME`."""
