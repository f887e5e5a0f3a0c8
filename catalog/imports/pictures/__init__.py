"""Pictures from outside: by address, fetched by the worker, or in a zip archive, named by SKU.

``fetching`` gets bytes from addresses and from nowhere inside our own network; ``asked`` keeps which addresses a product
file names and works them off; ``archive`` reads a zip; ``attaching`` gives a product its picture, each once.
"""
