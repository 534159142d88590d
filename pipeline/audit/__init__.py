"""The audit: pages to see rows in their text, verdicts on them, and what verdicts become."""
