"""The account of the lab's cloud: moto's EC2, changed so that instances are the machines of the sandbox, at their addresses."""

import base64
import os

os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ["MOTO_ENABLE_AMI_VALIDATION"] = "true"
# Services that an ending instance tells of it may not be described here; which region is asked is looked at before.
os.environ["MOTO_ALLOW_NONEXISTENT_REGION"] = "true"

from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.ec2.exceptions import EC2ClientError  # noqa: E402
from moto.ec2.models import ec2_backends, elastic_ip_addresses  # noqa: E402
from moto.ec2.models.amis import Ami  # noqa: E402
from moto.ec2.models.elastic_network_interfaces import NetworkInterface  # noqa: E402
from moto.ec2.models.instances import Instance, InstanceBackend, InstanceState  # noqa: E402

REGION = "eu-west-1"
IMAGE = "ami-0dec0de0debian13"
EVERYWHERE = "0.0.0.0/0"
PENDING, RUNNING = InstanceState("pending", 0), InstanceState("running", 16)
STOPPING, STOPPED = InstanceState("stopping", 64), InstanceState("stopped", 80)
SHUTTING_DOWN, TERMINATED = InstanceState("shutting-down", 32), InstanceState("terminated", 48)
ON_THE_WAY = {"pending": RUNNING, "stopping": STOPPED, "shutting-down": TERMINATED}


def state(of):
    return InstanceState(of.name, of.code)


class Account:
    """What the sandbox gave the account, and what the account made of it."""

    def __init__(self, machines, static_addresses):
        self.machines = {machine["name"]: machine for machine in machines}
        self.static_addresses = static_addresses
        self.backend = ec2_backends[DEFAULT_ACCOUNT_ID][REGION]
        self.backend.amis = {}
        self.backend.amis[IMAGE] = Ami(
            self.backend,
            IMAGE,
            name="debian-13-docker",
            description="Debian 13 with Docker",
            architecture="x86_64",
            virtualization_type="hvm",
            hypervisor="xen",
            root_device_type="ebs",
        )
        self._take_over()
        vpc = self.backend.get_default_vpc() if hasattr(self.backend, "get_default_vpc") else None
        vpcs = [vpc] if vpc else [one for one in self.backend.vpcs.values() if one.is_default == "true"]
        group = self.backend.get_default_security_group(vpcs[0].id)
        self.backend.authorize_security_group_ingress(group.id, "tcp", "22", "22", [{"CidrIp": EVERYWHERE}])

    def _instances(self):
        return [one for one in self.backend.all_instances() if getattr(one, "machine", None)]

    def _holder(self, name):
        return next((one for one in self._instances() if one.machine == name and one._state.name != "terminated"), None)

    def machine_for(self, tags):
        """The machine that an instance with these tags becomes; a clear refusal when there is none for it."""
        known = ", ".join(self.machines)
        name = tags.get("Name")
        if not name:
            raise EC2ClientError(
                "MissingParameter",
                f"The instance has no tag Name. This account rents the machines {known}: the tag says which one.",
            )
        if name not in self.machines:
            raise EC2ClientError("InvalidParameterValue", f"This account has no machine {name}. It has {known}.")
        holder = self._holder(name)
        if holder:
            word = "is shutting down; wait until it is terminated" if holder._state.name == "shutting-down" else "is there already"
            raise EC2ClientError("InstanceLimitExceeded", f"{name} {word}: {holder.id}, {holder._state.name}.")
        return self.machines[name]

    def next_static_address(self):
        taken = {address.public_ip for address in self.backend.addresses}
        free = next((address for address in self.static_addresses if address not in taken), None)
        if free is None:
            raise EC2ClientError("AddressLimitExceeded", f"The account has {len(self.static_addresses)} static addresses, and all are allocated.")
        return free

    def public_address(self, private_address):
        return next((m["public"] for m in self.machines.values() if m["private"] == private_address), None)

    def arrived(self, name, asked, failure):
        """The sandbox has done what was asked of a machine by a state; something else may have been asked since."""
        holder = self._holder(name)
        if holder is None or holder._state.name != asked:
            return
        after = TERMINATED if failure else ON_THE_WAY.get(holder._state.name)
        if after:
            holder._state = state(after)
        if failure:
            holder._state_reason.message, holder._state_reason.code = failure, "Server.InternalError"
        if holder._state.name == "terminated":
            for address in [one for one in self.backend.addresses if one.instance is holder]:
                self.backend.disassociate_address(address=address.public_ip)

    def facts(self):
        latest = {one.machine: one for one in self._instances()}
        return {
            "instances": [self._instance(one) for one in latest.values()],
            "addresses": [
                {"address": one.public_ip, "machine": getattr(one.instance, "machine", None) or ""}
                for one in self.backend.addresses
            ],
        }

    def _instance(self, one):
        key = self.backend.keypairs.get(one.key_name) if one.key_name else None
        groups = list({group.id: group for group in (one.security_groups or one.nics[0].group_set)}.values()) if one.nics else []
        return {
            "machine": one.machine,
            "id": one.id,
            "state": one._state.name,
            "zone": one._placement.zone,
            "tags": {tag["key"]: tag["value"] for tag in one.get_tags()},
            "privateAddress": one.private_ip,
            "publicAddress": one.public_ip or "",
            "groups": [group.name for group in groups],
            "opens": sorted(
                [
                    {"protocol": rule.ip_protocol, "from": -1 if rule.from_port is None else rule.from_port, "to": -1 if rule.to_port is None else rule.to_port}
                    for group in groups
                    for rule in group.ingress_rules
                    if any(range_.get("CidrIp") == EVERYWHERE for range_ in rule.ip_ranges)
                ],
                key=str,
            ),
            "publicKey": text_of(key.material_public if key else "").strip(),
            "userData": text_of(one.user_data),
        }

    def _take_over(self):
        account = self
        run, create_nic_address = InstanceBackend.run_instances, NetworkInterface.check_auto_public_ip

        def run_instances(self, image_id, count, user_data, security_group_names, **kwargs):
            if self is not account.backend:
                return run(self, image_id, count, user_data, security_group_names, **kwargs)
            if int(count) != 1:
                raise EC2ClientError("InvalidParameterValue", "This account rents one machine at a time: each has a Name of its own.")
            if kwargs.get("key_name") and kwargs["key_name"] not in self.keypairs:
                raise EC2ClientError("InvalidKeyPair.NotFound", f"The key pair '{kwargs['key_name']}' does not exist")
            machine = account.machine_for((kwargs.get("tags") or {}).get("instance", {}))
            kwargs["private_ip"] = machine["private"]
            reservation = run(self, image_id, count, user_data, security_group_names, **kwargs)
            instance = reservation.instances[0]
            instance.machine = machine["name"]
            instance._state = state(PENDING)
            instance.nics[0].public_ip = machine["public"]
            return reservation

        def check_auto_public_ip(self):
            create_nic_address(self)
            address = account.public_address(self.private_ip_address)
            if address and self.public_ip:
                self.public_ip = address

        def turned(method, on_the_way):
            def turn(self, *args, **kwargs):
                before = self._state.name
                previous = method(self, *args, **kwargs)
                done = ON_THE_WAY[on_the_way.name].name
                if getattr(self, "machine", None) and before != done:
                    self._state = state(on_the_way)
                return previous

            return turn

        InstanceBackend.run_instances = run_instances
        NetworkInterface.check_auto_public_ip = check_auto_public_ip
        Instance.start = turned(Instance.start, PENDING)
        Instance.stop = turned(Instance.stop, STOPPING)
        Instance.terminate = turned(Instance.terminate, SHUTTING_DOWN)
        Instance.create_from_cloudformation_json = classmethod(from_template)
        elastic_ip_addresses.random_ip = account.next_static_address


def from_template(_, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    """An instance of a CloudFormation template, with what moto leaves out: its zone, its groups by id, and its name from the start."""
    properties = cloudformation_json["Properties"]
    backend = ec2_backends[account_id][region_name]
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    reservation = backend.run_instances(
        image_id=properties.get("ImageId"),
        count=1,
        user_data=properties.get("UserData"),
        security_group_names=properties.get("SecurityGroups", []),
        security_group_ids=properties.get("SecurityGroupIds", []),
        instance_type=properties.get("InstanceType", "t3.micro"),
        is_instance_type_default=not properties.get("InstanceType"),
        placement=properties.get("AvailabilityZone"),
        region_name=region_name,
        key_name=properties.get("KeyName"),
        tags={"instance": tags},
    )
    return reservation.instances[0]


def text_of(user_data):
    if isinstance(user_data, list):
        user_data = user_data[0] if user_data else ""
    if not user_data:
        return ""
    if isinstance(user_data, bytes):
        user_data = user_data.decode()
    try:
        return base64.b64decode(user_data, validate=True).decode()
    except ValueError:
        return user_data
