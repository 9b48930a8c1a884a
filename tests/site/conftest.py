"""A server that speaks S3 with a bucket of it for each test, and a connection as a server keeps it."""

import copy
import os

import boto3
import pytest
from django.db import connection
from moto.server import ThreadedMotoServer

SECRETS = {"access_key": "testing", "secret_key": "testing"}


@pytest.fixture(scope="module")
def server():
    found = ThreadedMotoServer(port=0)
    found.start()
    host, port = found.get_host_and_port()
    yield f"http://{host}:{port}"
    found.stop()


def bucket_at(server):
    """A new one."""
    given = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    resource = boto3.resource("s3", endpoint_url=server, **given)
    return resource.create_bucket(Bucket=f"files-{os.urandom(4).hex()}")


@pytest.fixture
def bucket(server):
    from boardsite.s3 import Bucket

    there = bucket_at(server)
    yield Bucket(
        bucket_name=there.name,
        endpoint_url=server,
        region_name="us-east-1",
        location="site",
        addressing_style="path",
        **SECRETS,
    )
    there.objects.delete()


@pytest.fixture
def kept(transactional_db):
    """A connection to PostgreSQL as the server has them, with a table of its own that goes with it."""
    from boardsite.database.postgresql.base import DatabaseWrapper

    given = copy.deepcopy(connection.settings_dict)
    given["OPTIONS"] = {**given["OPTIONS"], "pool": {"min_size": 1, "max_size": 1, "timeout": 5}}
    own = DatabaseWrapper(given, "kept")
    with own.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE written (number int, text varchar(20))")
    yield own
    own.close()
    own.close_pool()
