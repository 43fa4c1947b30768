// Keeps what is the same for everybody (files with a hash in their name, the page for when there is no network) and, in place of the start
// page, a short one with the children's names and hours, which says of when it is, if the server lets it: on a browser of one's own. Never
// another page, never anything of /api. Any other answer of the start page forgets it, and so do logging out, having to log in, and 12 hours.

const files = "files", start = "start", unsent = "/offline?unsent=1", mostFiles = 40, longest = 12 * 3600_000;

self.addEventListener("install", event => event.waitUntil((async () => {
    const page = await fetch("/offline", { cache: "reload" });
    const cache = await caches.open(files);
    await cache.put("/offline", page.clone());
    await cache.add(new Request(unsent, { cache: "reload" }));
    // Not the icon: the browser has it for itself, and would fetch it once more for this.
    const links = [...(await page.text()).matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|woff2))"/g)];
    await cache.addAll([...new Set(links.map(link => link[1]))]);
    await self.skipWaiting();
})()));

self.addEventListener("activate", event => event.waitUntil((async () => {
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
})()));

self.addEventListener("fetch", event => {
    const { request } = event, url = new URL(request.url);
    if (url.origin !== location.origin || url.pathname.startsWith("/api"))
        return;
    if (request.method !== "GET") {
        if (url.pathname === "/log-out")
            event.waitUntil(caches.delete(start));
        if (request.mode === "navigate")
            event.respondWith(fetch(request).catch(notSent));
        return;
    }
    if (request.mode === "navigate")
        event.respondWith(page(event, url));
    else if (["style", "script", "font", "image"].includes(request.destination))
        event.respondWith(file(request));
});

async function page(event, url) {
    const isStart = url.pathname === "/";
    try {
        const answer = await event.preloadResponse ?? await fetch(event.request);
        if (isStart || url.pathname === "/log-in")
            event.waitUntil(isStart && answer.ok && answer.headers.get("X-Keep") === "start" ? keep() : caches.delete(start));
        return answer;
    } catch (error) {
        return isStart && await kept() || await caches.match("/offline") || Promise.reject(error);
    }
}

// A form that did not arrive: the page it stands on says so, and nothing that was typed is gone; where no page answers, another one says it.
async function notSent(error) {
    const pages = await self.clients.matchAll({ type: "window" });
    const told = await Promise.race([
        ...pages.map(page => new Promise(done => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = done;
            page.postMessage("unsent", [port2]);
        })),
        new Promise(done => setTimeout(done, 500)),
    ]);
    return told ? new Response(null, { status: 204 }) : await caches.match(unsent) || Promise.reject(error);
}

async function keep() {
    const answer = await fetch("/kept", { cache: "reload" });
    if (!answer.ok || answer.redirected)
        return caches.delete(start);
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "", "X-Kept": Date.now() };
    await (await caches.open(start)).put("/", new Response(await answer.text(), { headers }));
}

async function kept() {
    const answer = await caches.match("/", { cacheName: start });
    if (!answer)
        return null;
    if (Date.now() - Number(answer.headers.get("X-Kept")) > longest) {
        await caches.delete(start);
        return null;
    }
    const html = await answer.text();
    const when = new Intl.DateTimeFormat(/<html lang="(\w+)"/.exec(html)?.[1], { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" })
        .format(new Date(Number(answer.headers.get("X-Kept"))));
    return new Response(html.replace("<html ", "<html data-kept ").replace("<time data-kept></time>", `<time>${when}</time>`), { headers: answer.headers });
}

async function file(request) {
    const found = await caches.match(request, { cacheName: files });
    if (found)
        return found;
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get("Cache-Control")?.includes("immutable")) {
        const cache = await caches.open(files);
        await cache.put(request, answer.clone());
        for (const old of (await cache.keys()).filter(one => !one.url.includes("/offline")).slice(0, -mostFiles))
            await cache.delete(old);
    }
    return answer;
}
