"""OpenStack Swift with its S3 API, whole in one process: for tests of the storage against a real S3-compatible server.

Usage: swift-s3.py FOLDER ACCESS_KEY SECRET_KEY BUCKET. Prints the address when it is ready; ends with the process that started it.
"""

import eventlet

eventlet.monkey_patch()

import os
import sys
import traceback

from eventlet import wsgi
from swift.common import utils
from swift.common.ring import RingBuilder

folder, access_key, secret_key, bucket = sys.argv[1:5]
parent = os.getppid()
# Before anything of Swift reads it: the names of objects on disk are hashed with these.
utils.HASH_PATH_SUFFIX, utils.HASH_PATH_PREFIX = b'parley', b'parley'

from swift.common.swob import Request  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

SERVER = """
[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
bind_ip = 127.0.0.1
log_level = ERROR
fallocate_reserve = 0
disable_fallocate = true
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY = """
[DEFAULT]
swift_dir = {folder}
bind_ip = 127.0.0.1
log_level = ERROR
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_{user} = {secret} .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""

PLAIN = """
[DEFAULT]
swift_dir = {folder}
log_level = ERROR
[pipeline:main]
pipeline = proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""


class Cache(dict):
    """What Swift keeps in memcached."""

    def __bool__(self):
        return True

    def get(self, key, *_, **__):
        return super().get(key)

    def set(self, key, value, *_, **__):
        self[key] = value

    def incr(self, key, delta=1, *_, **__):
        self[key] = int(self.get(key) or 0) + delta
        return self[key]

    def delete(self, key, *_, **__):
        self.pop(key, None)


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


def serve(socket, conf):
    app, cache = loadapp(conf), Cache()

    def with_cache(env, start_response):
        env['swift.cache'] = cache
        return app(env, start_response)

    eventlet.spawn_n(wsgi.server, socket, with_cache, open(os.devnull, 'w'), log_output=False)


os.makedirs(os.path.join(folder, 'devices', 'disk'))
for kind in ('account', 'container', 'object'):
    socket = eventlet.listen(('127.0.0.1', 0))
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': socket.getsockname()[1],
                     'device': 'disk', 'weight': 1.0})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))
    serve(socket, write(kind + '.conf', SERVER.format(folder=folder, kind=kind)))

user = access_key.split(':')[1]
front = eventlet.listen(('127.0.0.1', 0))
serve(front, write('proxy.conf', PROXY.format(folder=folder, user=user, secret=secret_key)))
plain = loadapp(write('plain.conf', PLAIN.format(folder=folder)))
made = Request.blank('/v1/AUTH_test/' + bucket, environ={'REQUEST_METHOD': 'PUT'}).get_response(plain)
if made.status_int != 201:
    sys.exit('the bucket was not made: %s' % made.status)
print('http://127.0.0.1:%d' % front.getsockname()[1], flush=True)
# What breaks the loop of events is thrown here. It is told, and Swift goes on.
while os.getppid() == parent:
    try:
        eventlet.sleep(0.2)
    except Exception:
        traceback.print_exc()
