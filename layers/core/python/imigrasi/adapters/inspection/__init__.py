"""Takes citizens' files apart and writes them anew. Only functions with the layer `documents` can.

`apart` runs the whole of it in a process of its own; `images` and `pdf` are what runs there. What a file is, and what
of it a decoder gets to see, is told by `signatures`, `jpeg`, `png`, `webp` and `heif`, which decode nothing.
"""
