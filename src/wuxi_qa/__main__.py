"""`python -m wuxi_qa` is the same as `wuxi-qa`."""

import sys

from wuxi_qa.cli import main

sys.exit(main())
