"""What both apps stand on: settings, reading of Chinese, ledger, API commons."""
