"""Takes out of the packages that take files apart what the inspection never loads: formats that are refused before
any decoder sees them, fonts, colour management, windows.

`tests/unit/build` runs the inspection of every type of file from the pruned packages alone.
"""

import shutil
from pathlib import Path

#: Modules of Pillow without which the formats in use can't be read and written. The rest are other formats and tools.
PILLOW = frozenset(
    f"{name}.py"
    for name in (
        "ExifTags",
        "GimpGradientFile",
        "GimpPaletteFile",
        "Image",
        "ImageChops",
        "ImageColor",
        "ImageFile",
        "ImageMode",
        "ImagePalette",
        "ImageSequence",
        "Jpeg2KImagePlugin",
        "JpegImagePlugin",
        "JpegPresets",
        "PaletteFile",
        "PngImagePlugin",
        "TiffTags",
        "WebPImagePlugin",
        "__init__",
        "_binary",
        "_deprecate",
        "_util",
        "_version",
    )
)
#: Compiled modules, with the libraries that only they load.
COMPILED = ("_avif", "_imagingcms", "_imagingft", "_imagingmath", "_imagingmorph", "_imagingtk")
LIBRARIES = ("libavif", "libbrotlicommon", "libbrotlidec", "libfreetype", "libharfbuzz", "liblcms2")


class LibraryMissing(Exception):
    """A package is not as it was when its pruning was written: look at it again."""


def prune(folder: Path) -> None:
    """Prunes the installed packages in `folder`. Raises LibraryMissing."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for module in (folder / "PIL").glob("*.py"):
        if module.name not in PILLOW:
            module.unlink()
    for name in COMPILED:
        remove(folder / "PIL", f"{name}.*.so")
    for name in LIBRARIES:
        remove(folder / "pillow.libs", f"{name}-*.so*")
    for stub in folder.rglob("*.pyi"):
        stub.unlink()


def remove(folder: Path, pattern: str) -> None:
    """Wheels for other systems keep their libraries elsewhere; where there is a folder of them, each is in it."""
    found = list(folder.glob(pattern))
    if folder.exists() and not found:
        raise LibraryMissing(f"{folder.name} holds no {pattern}")
    for path in found:
        path.unlink()
