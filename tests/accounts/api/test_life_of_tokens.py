"""The life of tokens over real HTTP: from registration to a family that is revoked."""

from concurrent.futures import ThreadPoolExecutor

import httpx

API = "/api/v1/auth"
NEW = {"email": "robot@example.com", "password": "correct horse battery"}


def test_life_of_tokens(site):
    with httpx.Client(base_url=site) as http:

        def me(pair: dict) -> int:
            return http.get(f"{API}/me", headers={"Authorization": f"Bearer {pair['access_token']}"}).status_code

        def refresh(pair: dict) -> httpx.Response:
            return http.post(f"{API}/refresh", json={"refresh_token": pair["refresh_token"]})

        assert http.get(f"{API}/me").status_code == 401
        registered = http.post(f"{API}/register", json=NEW)
        assert registered.status_code == 201
        assert me(registered.json()) == 200

        first = http.post(f"{API}/login", json=NEW).json()
        second = refresh(first).json()
        third = refresh(second).json()
        assert [me(pair) for pair in (first, second, third)] == [200, 200, 200]

        # Somebody sends a used one: all that came of this sign-in ends, the other sign-in goes on.
        assert refresh(first).status_code == 401
        assert [me(pair) for pair in (first, second, third)] == [401, 401, 401]
        assert refresh(third).status_code == 401
        assert me(registered.json()) == 200

        headers = {"Authorization": f"Bearer {registered.json()['access_token']}"}
        assert http.post(f"{API}/logout", headers=headers).status_code == 204
        assert me(registered.json()) == 401
        assert not http.cookies


def test_of_parallel_refreshes_one_wins(site):
    with httpx.Client(base_url=site, timeout=30) as http:
        http.post(f"{API}/register", json=NEW)
        pair = http.post(f"{API}/login", json=NEW).json()
        with ThreadPoolExecutor(8) as pool:
            body = {"refresh_token": pair["refresh_token"]}
            answers = list(pool.map(lambda _each: http.post(f"{API}/refresh", json=body), range(8)))
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7
        [won] = [answer.json() for answer in answers if answer.status_code == 200]
        headers = {"Authorization": f"Bearer {won['access_token']}"}
        assert http.get(f"{API}/me", headers=headers).status_code == 401
