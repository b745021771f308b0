"""The outside world: AWS services and payment gateways, behind the ports of the use cases."""
