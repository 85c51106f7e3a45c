"""Published models that the rules of the crisis model stand on, small enough to read, run on our own rules.

They are checks: where a rule is right, the published result comes out. And they are a way to see what a rule does
before it is one of many.
"""
