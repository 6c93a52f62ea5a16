"""What exams show of questions and papers, for officers. Reads keys; nothing that serves candidates may import it."""
