"""What customers read: the published procedure, the form and the page of a receipt, in the four languages."""
