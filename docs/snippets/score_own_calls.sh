equipoise track-record calls --test-on my_calls.csv
