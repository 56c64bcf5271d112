"""`python -m learnapp.integrations.content_packages.samples FOLDER` writes both packages into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from learnapp.integrations.content_packages.samples import put

put(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
