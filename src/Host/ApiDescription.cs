using System.Text.Json;
using System.Text.Json.Nodes;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace Kapprum.Host;

/// <summary>The OpenAPI 3.1 description at /openapi/v1.json: summaries, examples, refusals and how to log in.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new()
                        {
                            Title = "Kapprum",
                            Version = "1",
                            Description = """
                                The school-and-preschool platform. Errors are problem details (RFC 9457) whose `type`
                                is stable; every POST, PUT and DELETE of somebody who is logged in may carry an
                                `Idempotency-Key` and is then safe to repeat for at least a day, but for those
                                that take or answer with a secret: there it means nothing.
                                """,
                        };
                        document.Components ??= new();
                        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                        {
                            ["bearer"] = new OpenApiSecurityScheme
                            {
                                Type = SecuritySchemeType.Http,
                                Scheme = "bearer",
                                Description = "An access token from POST /api/tokens.",
                            },
                            ["session"] = new OpenApiSecurityScheme
                            {
                                Type = SecuritySchemeType.ApiKey,
                                In = ParameterLocation.Cookie,
                                Name = "kapprum",
                                Description = "The web app's session; over https its name is __Host-kapprum.",
                            },
                        };
                        return Task.CompletedTask;
                    }
                );
                // Their converters hide from the description that they are texts.
                options.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
                        if (type == typeof(TimeOfDay))
                            (schema.Type, schema.Pattern) = (
                                JsonSchemaType.String,
                                "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
                            );
                        else if (type == typeof(Secret))
                            (schema.Type, schema.Format) = (JsonSchemaType.String, "password");
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
                        var open = metadata.OfType<IAllowAnonymous>().Any();
                        operation.Responses ??= [];

                        foreach (var example in metadata.OfType<RequestExample>())
                            if (operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true)
                                body.Example = JsonSerializer.SerializeToNode(example.Value, JsonSerializerOptions.Web);

                        var refusals = metadata.OfType<PossibleRefusal>().ToList();
                        if (operation.RequestBody is not null || operation.Parameters is { Count: > 0 })
                            refusals.Insert(0, new(400, "invalid"));
                        if (!open)
                        {
                            refusals.AddRange([new(401, "unauthenticated"), new(403, "not-allowed")]);
                            operation.Security =
                            [
                                new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] },
                                new() { [new OpenApiSecuritySchemeReference("session", context.Document)] = [] },
                            ];
                        }

                        foreach (var status in refusals.GroupBy(refusal => refusal.Status))
                            operation.Responses[$"{status.Key}"] = new OpenApiResponse
                            {
                                Description = string.Join(", ", status.Select(refusal => refusal.Code).Distinct()),
                                Content = new Dictionary<string, OpenApiMediaType>
                                {
                                    ["application/problem+json"] = new()
                                    {
                                        Example = new JsonObject
                                        {
                                            ["type"] = $"/problems/{status.First().Code}",
                                            ["title"] = context
                                                .ApplicationServices.GetRequiredService<Texts>()
                                                .In("en", $"refusal.{status.First().Code}"),
                                            ["status"] = status.Key,
                                        },
                                    },
                                },
                            };

                        if (
                            !open
                            && context.Description.HttpMethod is not "GET"
                            && !metadata.OfType<IAcceptsMetadata>().Any(body => Secret.IsIn(body.RequestType!))
                        )
                            (operation.Parameters ??= []).Add(
                                new OpenApiParameter
                                {
                                    Name = "Idempotency-Key",
                                    In = ParameterLocation.Header,
                                    Description =
                                        "1–100 characters; a repeated request with the same key gets the first one's "
                                        + "answer.",
                                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 100 },
                                }
                            );
                        return Task.CompletedTask;
                    }
                );
            }
        );
}
