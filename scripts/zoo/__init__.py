"""Attack zoo: builds really backdoored suspects for benchmarks, the demo and the shipped bundles.

Nothing in here is imported by `epure_engine`: the repair must never see how a suspect was made.
"""
