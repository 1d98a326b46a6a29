"""What the template's launcher starts on Dataflow: `gdr launch` with the template's parameters."""

import sys

from pipelines.templates import main

sys.exit(main())
