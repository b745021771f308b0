"""Everything that differs between a laptop, the training account and production: one frozen value per stage."""

from dataclasses import dataclass
from typing import Literal

REGION = "ap-southeast-3"  # Jakarta: citizens' data stays in Indonesia
STATED = ("midtrans", "simponi")  # gateways whose settlement files are read
NUMBERED = "LBG-"  # how the numbers of applications begin, and with them the keys of what citizens send
EDGE_REGION = "us-east-1"  # CloudFront takes certificates and web ACLs from here only


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One installation's settings. Rates are minutes, waits are seconds, `log_days` is a retention CloudWatch knows.

    `account` is None where the deployer's credentials decide it.
    """

    name: str
    account: str | None
    build: Literal["host", "lambda"]  # which compiled layers to ship: this machine's, or Lambda's arm64
    on_aws: bool
    retained: bool  # stateful resources outlive their stack and refuse deletion
    log_days: int
    site_origins: tuple[str, ...]  # who may post documents to the incoming bucket (CORS)
    site_url: str | None  # None: the local runner knows its port only at run time
    midtrans_url: str | None
    midtrans_merchant_id: str | None  # None: notices are judged by their signature alone
    simponi_codes: tuple[str, str] | None  # the first and last billing code that the treasury has allotted
    mail_sender: str
    domain: str | None
    due_work_minutes: int
    reconciliation_minutes: int
    rescue_minutes: int
    purge_minutes: int
    stage_wait_seconds: int = 86_400
    requests_per_second: int = 500
    monthly_budget_usd: int | None = None

    @property
    def tls_only(self) -> bool:
        """Buckets, queues and topics refuse plain http. Off locally: the engine serves http and enforces the denial."""
        return self.on_aws

    @property
    def encryption_context(self) -> bool:
        """Key grants are narrowed by encryption context. Off locally: the engine denies every such condition."""
        return self.on_aws

    @property
    def exact_send_targets(self) -> bool:
        """Task tokens and mail are authorised on a named resource. Off locally: the engine resolves both to `*`."""
        return self.on_aws

    @property
    def named_versions(self) -> bool:
        """The storage tells which version of an object an event is about. Off locally: the newest one is read."""
        return self.on_aws

    @property
    def web_acl(self) -> bool:
        """A web application firewall stands before CloudFront (the local engine has none)."""
        return self.on_aws

    def named(self, name: str) -> str:
        """The physical name of one resource in this stage."""
        return f"imigrasi-{self.name}-{name}"


LOCAL = Stage(
    name="local",
    account="000000000000",
    build="host",
    on_aws=False,
    retained=False,
    log_days=7,
    site_origins=("http://127.0.0.1:4580",),
    site_url=None,
    midtrans_url=None,
    midtrans_merchant_id=None,  # outside checks know the sandbox by its key alone
    simponi_codes=("000261124000001", "000261124099999"),  # the simulated treasury's; no bank knows them
    mail_sender="layanan@imigrasi-lebong.example",
    domain=None,
    due_work_minutes=1,
    reconciliation_minutes=1,
    rescue_minutes=1,
    purge_minutes=5,
)

TRAINING = Stage(
    name="training",
    account=None,
    build="lambda",
    on_aws=True,
    retained=False,
    log_days=30,
    site_origins=("https://latihan.imigrasi.lebongkab.go.id",),
    site_url="https://latihan.imigrasi.lebongkab.go.id",
    midtrans_url="https://api.sandbox.midtrans.com",
    midtrans_merchant_id=None,
    simponi_codes=("000261124100001", "000261124109999"),  # for training; no bank knows them
    mail_sender="layanan@imigrasi.lebongkab.go.id",
    domain="latihan.imigrasi.lebongkab.go.id",
    due_work_minutes=5,
    reconciliation_minutes=15,
    rescue_minutes=15,
    purge_minutes=60,
    monthly_budget_usd=50,
)

PRODUCTION = Stage(
    name="production",
    account=None,
    build="lambda",
    on_aws=True,
    retained=True,
    log_days=365,
    site_origins=("https://imigrasi.lebongkab.go.id",),
    site_url="https://imigrasi.lebongkab.go.id",
    midtrans_url="https://api.midtrans.com",
    midtrans_merchant_id=None,
    simponi_codes=None,  # none is allotted yet: until then nothing can be paid this way
    mail_sender="layanan@imigrasi.lebongkab.go.id",
    domain="imigrasi.lebongkab.go.id",
    due_work_minutes=5,
    reconciliation_minutes=15,
    rescue_minutes=15,
    purge_minutes=60,
    monthly_budget_usd=200,
)

STAGES = {stage.name: stage for stage in (LOCAL, TRAINING, PRODUCTION)}
