// A certified OpenID provider that nobody here wrote. Whoever logs in types a number, which is then the claim.
// Its arguments: the port, where browsers are led back to, the client's public key as a JWK.
import Provider from "oidc-provider";

const [port, back, key] = process.argv.slice(2);
const client = { redirect_uris: [back], grant_types: ["authorization_code"], scope: "openid number" };
const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
        { ...client, client_id: "with-secret", client_secret: "a secret of at least 32 characters" },
        {
            ...client,
            client_id: "with-key",
            token_endpoint_auth_method: "private_key_jwt",
            jwks: { keys: [JSON.parse(key)] },
            userinfo_signed_response_alg: "RS256",
        },
    ],
    claims: { number: ["number"] },
    features: { devInteractions: { enabled: true }, jwtUserinfo: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, number: id }) }),
});
provider.listen(port, "127.0.0.1", () => console.log("listening"));
