"""Prints a line across documents before officers see them. Only `file_viewing` uses it, with the packages that
`document_check` has: they are imported when the first document is shown.
"""
