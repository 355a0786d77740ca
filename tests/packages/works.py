"""What packages with native code do in a Module: one small real job each. Run by itself, prints what to install."""
from __future__ import annotations

from typing import Any, NamedTuple


class Work(NamedTuple):
    """A package, what pip installs it by, the body of a function that uses it, and what JavaScript gets of it."""

    name: str
    requirement: str
    body: str
    answer: Any


WORKS = [
    Work("numpy", "numpy", """
        import numpy as np
        return np.linalg.solve([[3., 1.], [1., 2.]], [9., 8.]).round(9).tolist()
    """, [2, 3]),
    Work("pandas", "pandas", """
        import pandas as pd
        frame = pd.DataFrame({"item": ["a", "b", "a"], "count": [1, 2, 3]})
        return frame.groupby("item")["count"].sum().to_dict()
    """, {"a": 4, "b": 2}),
    Work("scipy", "scipy", """
        import scipy.optimize
        return round(scipy.optimize.brentq(lambda x: x * x - 2, 0, 2), 6)
    """, 1.414214),
    Work("scikit-learn", "scikit-learn", """
        from sklearn.datasets import make_classification
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import cross_val_score
        x, y = make_classification(200, random_state=0)
        scores = cross_val_score(RandomForestClassifier(10, random_state=0), x, y, cv=4, n_jobs=2)
        return bool(scores.mean() > 0.7)
    """, True),
    Work("joblib", "joblib", """
        import math, os
        from joblib import Parallel, delayed
        pids = Parallel(n_jobs=2)(delayed(os.getpid)() for _ in range(4))
        return [os.getpid() in pids, sum(Parallel(n_jobs=2)(delayed(math.factorial)(n) for n in range(5)))]
    """, [False, 34]),
    Work("torch", "torch==2.13.0", """
        import torch
        x = torch.tensor([1., 2., 3.], requires_grad=True)
        (x @ x).backward()
        return x.grad.tolist()
    """, [2, 4, 6]),
    Work("uvloop", "uvloop", """
        import asyncio, uvloop
        async def main():
            process = await asyncio.create_subprocess_exec("echo", "hi", stdout=asyncio.subprocess.PIPE)
            server = await asyncio.start_server(lambda r, w: (w.write(b"served"), w.close()), "127.0.0.1", 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            answer = await reader.read()
            writer.close()
            return [(await process.communicate())[0].decode().strip(), answer.decode()]
        loop = uvloop.new_event_loop()
        try:
            return loop.run_until_complete(main())
        finally:
            loop.close()
    """, ["hi", "served"]),
    Work("aiohttp", "aiohttp", """
        import asyncio
        from aiohttp import ClientSession, web
        async def main():
            app = web.Application()
            app.router.add_post("/", lambda request: answer(request))
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = site._server.sockets[0].getsockname()[1]
            async with ClientSession() as session:
                async with session.post(f"http://127.0.0.1:{port}/", json={"n": 1}) as response:
                    value = await response.json()
            await runner.cleanup()
            return value
        async def answer(request):
            return web.json_response({"n": (await request.json())["n"] + 1})
        return asyncio.run(main())
    """, {"n": 2}),
    Work("httptools", "httptools", """
        import httptools
        class Seen:
            path = None
            def on_url(self, url):
                self.path = url.decode()
        seen = Seen()
        httptools.HttpRequestParser(seen).feed_data(b"GET /x HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n")
        return seen.path
    """, "/x"),
    Work("pycares", "pycares", """
        import pycares
        channel = pycares.Channel()
        channel.close()
        return pycares.errno.strerror(pycares.errno.ARES_ENOTFOUND)
    """, "Domain name not found"),
    Work("gevent", "gevent", """
        import gevent
        done = gevent.joinall([gevent.spawn(lambda n=n: (gevent.sleep(0.01), n * n)[1]) for n in range(3)])
        return [each.value for each in sorted(done, key=lambda each: each.value)]
    """, [0, 1, 4]),
    Work("greenlet", "greenlet", """
        from greenlet import getcurrent, greenlet
        main = getcurrent()
        other = greenlet(lambda value: main.switch(value + 1))
        return other.switch(1)
    """, 2),
    Work("tornado", "tornado", """
        import asyncio
        from tornado.speedups import websocket_mask
        return websocket_mask(b"\\x01\\x01\\x01\\x01", b"abcd").decode()
    """, "`cbe"),
    Work("lxml", "lxml", """
        from lxml import etree
        tree = etree.fromstring("<a><b n='1'/><b n='2'/></a>")
        style = etree.XSLT(etree.XML('<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform">'
            '<x:template match="/"><x:value-of select="sum(//@n)"/></x:template></x:stylesheet>'))
        return [tree.xpath("count(//b)"), str(style(tree)).split()[-1]]
    """, [2, "3"]),
    Work("pyarrow", "pyarrow", """
        import io
        import pyarrow as pa, pyarrow.parquet
        file = io.BytesIO()
        pa.parquet.write_table(pa.table({"n": list(range(1000))}), file, compression="zstd")
        return sum(pa.parquet.read_table(file)["n"].to_pylist())
    """, 499500),
    Work("psycopg", "psycopg[binary]", """
        import psycopg
        try:
            psycopg.connect("host=127.0.0.1 port=1 sslmode=require")
        except psycopg.OperationalError as error:
            return [psycopg.pq.__impl__, "refused" in str(error)]
    """, ["binary", True]),
    Work("psycopg2", "psycopg2-binary", """
        import psycopg2
        try:
            psycopg2.connect("host=127.0.0.1 port=1 sslmode=require")
        except psycopg2.OperationalError as error:
            return "refused" in str(error)
    """, True),
    Work("grpcio", "grpcio", """
        import grpc
        from concurrent.futures import ThreadPoolExecutor
        echo = grpc.unary_unary_rpc_method_handler(lambda request, context: request + b"!")
        server = grpc.server(ThreadPoolExecutor(1))
        server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("s", {"m": echo})])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            answer = channel.unary_unary("/s/m")(b"hi", timeout=20)
        server.stop(None).wait()
        return answer.decode()
    """, "hi!"),
    Work("dask", "dask[distributed]", """
        import os
        from dask.distributed import Client, LocalCluster
        with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
            with Client(cluster) as client:
                pids = client.gather(client.map(lambda n: os.getpid(), range(4), pure=False))
                return [os.getpid() in pids, client.submit(sum, [1, 2]).result()]
    """, [False, 3]),
    Work("matplotlib", "matplotlib", """
        import io
        import matplotlib
        matplotlib.use("agg")
        from matplotlib import pyplot
        figure, axes = pyplot.subplots()
        axes.plot([1, 2, 3])
        file = io.BytesIO()
        figure.savefig(file)
        return file.getvalue()[1:4].decode()
    """, "PNG"),
    Work("pillow", "pillow", """
        import io
        from PIL import Image
        file = io.BytesIO()
        Image.new("RGB", (8, 8), (255, 0, 0)).save(file, "JPEG")
        return list(Image.open(file).resize((2, 2)).size)
    """, [2, 2]),
    Work("opencv", "opencv-python-headless", """
        import cv2, numpy as np
        blurred = cv2.GaussianBlur(np.full((9, 9), 7, np.uint8), (3, 3), 0)
        return [int(blurred.mean()), cv2.imencode(".png", blurred)[0]]
    """, [7, True]),
    Work("cryptography", "cryptography", """
        from cryptography.fernet import Fernet
        box = Fernet(Fernet.generate_key())
        return box.decrypt(box.encrypt(b"secret")).decode()
    """, "secret"),
    Work("pydantic", "pydantic", """
        from pydantic import BaseModel
        Point = type("Point", (BaseModel,), {"__annotations__": {"x": int}})
        return Point.model_validate({"x": "7"}).model_dump()
    """, {"x": 7}),
    Work("orjson", "orjson", "import orjson\nreturn orjson.loads(orjson.dumps([1, {'a': None}]))", [1, {"a": None}]),
    Work("ujson", "ujson", "import ujson\nreturn ujson.loads(ujson.dumps([1, {'a': None}]))", [1, {"a": None}]),
    Work("msgpack", "msgpack", "import msgpack\nreturn msgpack.unpackb(msgpack.packb([1, 'a']))", [1, "a"]),
    Work("polars", "polars", """
        import polars as pl
        return pl.DataFrame({"k": ["a", "b", "a"], "n": [1, 2, 3]}).group_by("k").sum().sort("k").to_dicts()
    """, [{"k": "a", "n": 4}, {"k": "b", "n": 2}]),
    Work("duckdb", "duckdb", "import duckdb\nreturn duckdb.sql('select 42').fetchall()[0][0]", 42),
    Work("sqlalchemy", "sqlalchemy", """
        import sqlalchemy as sql
        with sql.create_engine("sqlite://").connect() as connection:
            return connection.execute(sql.text("select 6 * 7")).scalar()
    """, 42),
    Work("zstandard", "zstandard", """
        import zstandard as z
        return z.decompress(z.compress(b'x' * 999)).count(b'x')
    """, 999),
    Work("brotli", "brotli", "import brotli\nreturn brotli.decompress(brotli.compress(b'x' * 999)).count(b'x')", 999),
    Work("lz4", "lz4", "import lz4.frame as f\nreturn f.decompress(f.compress(b'x' * 999)).count(b'x')", 999),
    Work("h5py", "h5py", """
        import h5py
        with h5py.File("x", "w", driver="core", backing_store=False) as file:
            file.create_dataset("n", data=range(100), compression="gzip")
            return int(sum(file["n"][:]))
    """, 4950),
    Work("numba", "numba", """
        import numba
        @numba.njit
        def total(n):
            sum = 0
            for i in range(n):
                sum += i
            return sum
        return total(1000)
    """, 499500),
    Work("tokenizers", "tokenizers", """
        from tokenizers import Tokenizer, models, pre_tokenizers
        tokenizer = Tokenizer(models.WordLevel({"a": 0, "b": 1, "?": 2}, unk_token="?"))
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        return tokenizer.encode("a b c").ids
    """, [0, 1, 2]),
    Work("spacy", "spacy", """
        import spacy
        return [str(word) for word in spacy.blank("en")("It works.")]
    """, ["It", "works", "."]),
    Work("shapely", "shapely", "from shapely import Point\nreturn round(Point(0, 0).buffer(1).area, 1)", 3.1),
    Work("regex", "regex", "import regex\nreturn regex.findall(r'\\p{L}+', 'a1 b2')", ["a", "b"]),
    Work("rapidfuzz", "rapidfuzz", "from rapidfuzz import fuzz\nreturn fuzz.ratio('ab', 'ab')", 100),
    Work("xxhash", "xxhash", "import xxhash\nreturn xxhash.xxh32(b'a').hexdigest()", "550d7456"),
    Work("pyzmq", "pyzmq", """
        import zmq
        with zmq.Context() as context, context.socket(zmq.PAIR) as a, context.socket(zmq.PAIR) as b:
            a.bind("inproc://x")
            b.connect("inproc://x")
            b.send(b"hi")
            return a.recv().decode()
    """, "hi"),
    Work("psutil", "psutil", "import os, psutil\nreturn psutil.Process().pid == os.getpid()", True),
    Work("cffi", "cffi", """
        import cffi
        ffi = cffi.FFI()
        ffi.cdef("int abs(int);")
        return ffi.dlopen(None).abs(-3)
    """, 3),
    Work("bcrypt", "bcrypt", """
        import bcrypt
        return bcrypt.checkpw(b'x', bcrypt.hashpw(b'x', bcrypt.gensalt(4)))
    """, True),
    Work("pynacl", "pynacl", """
        from nacl.secret import SecretBox
        box = SecretBox(bytes(32))
        return box.decrypt(box.encrypt(b"secret")).decode()
    """, "secret"),
    Work("watchfiles", "watchfiles", """
        import threading, watchfiles
        from pathlib import Path
        is_seen = threading.Event()
        def touch():
            while not is_seen.wait(0.1):
                Path("seen").touch()
        threading.Thread(target=touch).start()
        try:
            return next(iter(watchfiles.watch(".", force_polling=False))) and True
        finally:
            is_seen.set()
    """, True),
    Work("statsmodels", "statsmodels", """
        import numpy as np, statsmodels.api as sm
        x = np.arange(10.0)
        return sm.OLS(2 * x + 1, sm.add_constant(x)).fit().params.round(6).tolist()
    """, [1, 2]),
    Work("lightgbm", "lightgbm", """
        import lightgbm, numpy as np
        x = np.arange(200.0).reshape(-1, 1)
        model = lightgbm.train({"verbose": -1, "objective": "regression"}, lightgbm.Dataset(x, x[:, 0]), 20)
        return bool(model.predict([[190.0]])[0] > model.predict([[10.0]])[0])
    """, True),
]

if __name__ == "__main__":
    print("\n".join(sorted({work.requirement for work in WORKS})))
