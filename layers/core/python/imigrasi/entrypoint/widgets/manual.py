"""What the function answers to `{"describe": true}`: CloudWatch shows it to whoever adds a widget."""

MANUAL = """## Imigrasi Lebong: widgets of the officers

Masked and read-only. `widget` says which one; the language follows the console's, `language` (`id`, `en`) fixes it.

| widget | shows | parameters |
|---|---|---|
| `queue` | what waits at each stage, oldest due first | `office` (default `lebong`), `queue` (one stage only) |
| `application` | one application, masked, and the runbook to run next | `application_id` |
| `executions` | the workflow's way as a graph; without a number the last executions | `application_id` |
| `messages` | which events the citizen was told of, when and how | `application_id` |
| `invocations` | how the functions' last runs ended | `function` |
| `statements` | the settlement files last received, what they brought and where they differ | |
| `statement` | one of them, with its report | `gateway`, `digest` |
| `letter` | the request to give state revenue back, to be printed | `application_id`, `payment_id` |
| `clock` | what time the platform believes it is | |

### Example parameters
```yaml
widget: queue
office: lebong
```
"""
