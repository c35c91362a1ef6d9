"""What callers are owed: numbers that open their accounts are masked before anything is stored, recordings are
encrypted and made with their knowledge, everything is deleted on time and on demand."""
