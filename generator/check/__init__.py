"""The checker: independent evidence that a written site holds together.

Owns what a browser would meet on the site's pages. Reads the folder and the build's manifest; must
not import what builds.
"""

from generator.check.manifest import ManifestError
from generator.check.run import Options, Report, check_site

__all__ = ["ManifestError", "Options", "Report", "check_site"]
