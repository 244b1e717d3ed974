"""BPMN files as trees: read, laid out, drawn, told in words, changed; no database. Nothing of a file is lost."""
