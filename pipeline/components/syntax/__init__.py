"""The component that parses the sentences that need it, and only those."""
