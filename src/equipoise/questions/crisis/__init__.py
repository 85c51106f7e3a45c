"""What would have changed a crisis: groups of acts, sentences, sheets and charts of its study."""
