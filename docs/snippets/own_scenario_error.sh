sed -i "s/evidence: promise/evidence: promises/" kyrgyzstan-2010/claims.yaml
equipoise claims ./kyrgyzstan-2010 || echo "exit code $?"
