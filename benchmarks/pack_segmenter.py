"""Write engine/nlp/models/segmenter.npz again from the installed SnowNLP.

python -m benchmarks.pack_segmenter
"""

from engine.nlp.snow.counts import read_counts
from engine.nlp.snow.files import shipped
from engine.nlp.snow.packed import pack

if __name__ == "__main__":
    pack(read_counts(shipped("seg/seg.marshal.3")))
