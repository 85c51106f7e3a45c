"""The recipe of the atlas: published networks, repaired, cut at borders and made small."""
