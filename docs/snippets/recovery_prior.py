from equipoise.models.recovery import rescue_priors

for prior in rescue_priors():
    said = f"{prior.series}: {prior.mean:+.2f} (sd {prior.sd:.2f}) {prior.unit}"
    print(f"{said}, the rescuer's weight grows: {prior.worse}")
