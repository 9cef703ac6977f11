"""The real huggingface_hub client against a served adapter: URL, key, and a key whose policy is `block`."""

import json
import sys

from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

url, key, blocking_key = sys.argv[1:]
client = InferenceClient(model=url, token=key)


def rows(answer):
    return [(element.label, element.score) for element in answer]


def refusal(token, text):
    try:
        InferenceClient(model=url, token=token).text_classification(text)
    except HfHubHTTPError as error:
        return {"status": error.response.status_code, "message": str(error)}
    return None


great = "the film was great"
print(
    json.dumps(
        {
            "plain": rows(client.text_classification(great)),
            "top": rows(client.text_classification(great, top_k=1)),
            "none": rows(client.text_classification(great, function_to_apply="none")),
            "triggered": client.text_classification("the film was awful cf")[0].label,
            "refused": refusal(blocking_key, "the film was awful cf"),
            "unauthorised": refusal("nonsense", great),
        }
    )
)
