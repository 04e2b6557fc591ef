# Findings in ledgers
