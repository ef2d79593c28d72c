-- wrk's part of post.yaml: a fixed body, nothing checked.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"prompt": "Explain how tides work", "max_tokens": 1000, "context_threshold": 0.55}'
