equipoise data build-atlas --out my-atlas | tail -n 7
