"""Payment gateways, one file each. Every one of them fulfils `usecases.ports.PaymentGateway`."""
