equipoise track-record calls --scheme past_only
