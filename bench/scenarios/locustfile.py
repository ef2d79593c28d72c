"""The same scenarios for Locust's faster client."""
import random

from locust import FastHttpUser, constant, task

PROMPTS = ["Explain how tides work", "Write a short story about a lighthouse keeper",
           "Describe the water cycle for a ten-year-old",
           "Give me tips for learning a new language"]


class Getter(FastHttpUser):
    @task
    def get(self):
        self.client.get("/")


class Poster(FastHttpUser):
    @task
    def generate(self):
        body = {"prompt": random.choice(PROMPTS), "max_tokens": random.randint(500, 1500),
                "context_threshold": round(random.uniform(0.3, 0.8), 2)}
        with self.client.post("/generate", json=body, catch_response=True) as response:
            answer = response.json()
            if not answer["success"]:
                response.failure(f"Generation failed: {answer['error']}")


class Thinker(FastHttpUser):
    wait_time = constant(3600)

    @task
    def get(self):
        self.client.get("/")
