equipoise bargain ots-clause-2021
