env -u EQUIPOISE_DATA equipoise recovery KAZ --event 2022-01-05 --series democracy --series arms_share
