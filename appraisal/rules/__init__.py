"""Pure arithmetic of the appraisal; imports no Django."""
