"""Names of the installation that tests make."""

REGION = "ap-southeast-3"
ACCOUNT = "123456789012"  # moto's own
TABLE = "imigrasi-local-applications"
INCOMING, VAULT, STATEMENTS = "imigrasi-incoming", "imigrasi-vault", "imigrasi-statements"
RENDITIONS = "imigrasi-renditions"
BUS = "imigrasi-local"
SENDER = "layanan@example.com"
SITE = "https://imigrasi.example.com"
MACHINE_ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:imigrasi-local-application"
ORIGIN_SECRET = "origin-secret"
SERVER_KEY = "SB-Mid-server-of-the-tests"
FIRST_CODE, LAST_CODE = "000261124000001", "000261124000050"
