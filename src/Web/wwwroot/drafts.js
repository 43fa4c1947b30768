// What has been typed into a form outlives a session that runs out, a lost network and, on a device of one's own, an empty battery. It is kept as
// ciphertext; the key is the server's, which gives it to the same person in the same browser, for twelve hours and not after a log-out.
// Passwords and files are never kept.

const longest = 12 * 3600_000, places = [localStorage, sessionStorage];
const encode = text => new TextEncoder().encode(text), decode = bytes => new TextDecoder().decode(bytes);
const toText = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))), toBytes = text => Uint8Array.from(atob(text), one => one.charCodeAt(0));

const isChosen = control => ["radio", "checkbox"].includes(control.type);
const controls = form => [...form.elements].filter(one => one.name && !["_key", "form-token", "_handler"].includes(one.name)
    && !["password", "file", "submit", "button", "fieldset"].includes(one.type));
const visible = form => controls(form).filter(one => one.type !== "hidden");
const typed = form => visible(form).map(one => isChosen(one) ? one.checked : one.value);

// The form as it came: a draft goes back into the same one only, not over what has become another meanwhile.
const served = form => JSON.stringify(controls(form).map(one => isChosen(one) ? [one.name, one.value, one.defaultChecked]
    : one.options ? [one.name, ...[...one.options].map(option => [option.value, option.defaultSelected])]
    : [one.name, one.type === "hidden" ? one.value : one.defaultValue]));

let asked;
const key = () => asked ??= fetch("/api/session/draft-key", { method: "POST" })
    .then(async answer => {
        if (!answer.ok)
            throw new Error(answer.status);
        const { key, ownDevice } = await answer.json();
        return {
            place: ownDevice ? localStorage : sessionStorage,
            cipher: await crypto.subtle.importKey("raw", toBytes(key), "AES-GCM", false, ["encrypt", "decrypt"]),
        };
    })
    .catch(error => { asked = null; throw error; });

// Neither the page nor whose it is can be told from the name, and it is known before the key is.
const nameOf = async form =>
    "draft " + toText(await crypto.subtle.digest("SHA-256", encode(`${form.dataset.owner} ${location.pathname} ${form.elements._handler.value}`)));

const read = async (name, by) => {
    const [, iv, sealed] = by.place.getItem(name)?.split(" ") ?? [];
    return sealed ? JSON.parse(decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, by.cipher, toBytes(sealed)))) : null;
};

const write = async (name, draft, by) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, by.cipher, encode(JSON.stringify(draft)));
    by.place.setItem(name, `${Date.now()} ${toText(iv)} ${toText(sealed)}`);
};

const restore = (form, draft) => {
    visible(form).forEach((one, at) => {
        one[isChosen(one) ? "checked" : "value"] = draft.typed[at];
        one.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const said = document.createElement("p");
    said.className = "hint";
    said.role = "status";
    form.append(said);
    said.textContent = form.dataset.drafted;
};

for (const place of places)
    for (const name of Object.keys(place).filter(one => one.startsWith("draft ")))
        if (!(Date.now() - parseInt(place.getItem(name)) < longest))
            place.removeItem(name);

for (const form of window.crypto?.subtle ? document.querySelectorAll("form[data-draft]") : []) {
    if (visible(form).length === 0)
        continue;
    // What has been refused comes back from the server as it was sent; its draft is still the one of the form before.
    const refused = document.querySelector(".problems") !== null, name = await nameOf(form);
    let origin = served(form), waiting;
    const began = (async () => {
        if (!places.some(place => place.getItem(name)))
            return;
        const before = await read(name, await key());
        if (refused)
            origin = before?.served ?? origin;
        else if (before?.served === origin && JSON.stringify(before.typed) !== JSON.stringify(typed(form)))
            restore(form, before);
    })().catch(() => { });
    const keep = async () => {
        waiting = clearTimeout(waiting);
        const now = typed(form), by = await key();
        await began;
        await write(name, { served: origin, typed: now }, by);
        form.dataset.kept = "";
    };
    form.addEventListener("focusin", () => key().catch(() => { }), { once: true });
    form.addEventListener("input", event => {
        if (!event.isTrusted)
            return;
        clearTimeout(waiting);
        waiting = setTimeout(() => keep().catch(() => { }), 300);
    });
    form.addEventListener("submit", () => {
        sessionStorage.setItem("sent", name);
        if (waiting)
            keep().catch(() => { });
    });
}
