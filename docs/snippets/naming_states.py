import equipoise as eq
from equipoise.errors import UnknownNameError

world = eq.World.load()
for text in (
    "KZ",
    "Казахстан",
    "Egypt, Arab Rep.",
    "D.P.R. of Korea",
    "China, P.R.: Hong Kong",
    "Eswatini (Swaziland)",
    "Zaire",
    "Congo",
    "USSR",
    "Scotland",
    "NATO",
):
    try:
        print(f"{text}: {world.names.resolve(text)}")
    except UnknownNameError as error:
        print(f"{text}: {error}")
