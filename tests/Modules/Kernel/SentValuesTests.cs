using System.Collections;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Kernel;

public sealed class SentValuesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Unseen = "\u202E\u2066\u200F\0\u0007\u0085";

    private readonly App app = shared.App;

    [Fact]
    public async Task What_nobody_sees_is_not_kept_of_what_is_typed()
    {
        var family = await app.Family();

        await family
            .Guardian.Api.Put(
                "me/contact",
                new
                {
                    phone = "\u202A070-174 06 05\u202C",
                    street = $"Rönn{Unseen}gatan 7",
                    city = "Šejla\u200D\u05D0",
                }
            )
            .Is(HttpStatusCode.NoContent);
        await family.ReportIll(app.Today, note: $"En rad,\r\n\ten{Unseen} till 👩‍👧");

        Assert.Equal(
            ("+46701740605", "Rönngatan 7", "Šejla\u200D\u05D0"),
            await app.Row<(string, string, string)>(
                "select phone, street, city from roster.contact where person_id = @Id",
                new { family.Guardian.Id }
            )
        );
        Assert.Equal(
            "En rad,\nen till 👩‍👧",
            await app.Value<string>("select note from absence.absence where child_id = @Child", new { family.Child })
        );
    }

    /// <summary>Also of those to come: every text of every command and query, and of the records in them.</summary>
    [Fact]
    public void Every_text_that_is_sent_is_cleaned()
    {
        var sent = AppDomain
            .CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name!.StartsWith("Kapprum.", StringComparison.Ordinal))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false } && IsSent(type))
            .ToList();
        List<string> texts = [];

        foreach (var type in sent)
        {
            var thing = Filled(type, texts, type.Name);
            SentValues.Checked(thing, app.Services.GetRequiredService<Texts>());
            Assert.Equal("", string.Join('\n', Unclean(thing, type.Name)));
        }

        Assert.Contains("ReportAbsence.Note", texts);
        Assert.True(texts.Count > 40, $"{texts.Count} texts");
    }

    private static bool IsSent(Type type) =>
        type.GetInterfaces()
            .Any(face =>
                face.IsGenericType
                && (
                    face.GetGenericTypeDefinition() == typeof(Kapprum.Kernel.ICommand<>)
                    || face.GetGenericTypeDefinition() == typeof(IQuery<>)
                )
            );

    private static object Filled(Type type, List<string> texts, string name)
    {
        var thing = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in Members(type).Where(member => member.CanWrite))
            if (member.PropertyType == typeof(string))
            {
                texts.Add($"{name}.{member.Name}");
                member.SetValue(thing, $"a{Unseen}b");
            }
            else if (member.PropertyType == typeof(DateOnly))
                member.SetValue(thing, new DateOnly(2026, 11, 24));
            else if (member.PropertyType.IsAssignableTo(typeof(IEnumerable)))
            {
                var element = member.PropertyType.IsArray
                    ? member.PropertyType.GetElementType()!
                    : member.PropertyType.GenericTypeArguments.FirstOrDefault();
                if (element is null || !(element == typeof(string) || IsOurs(element)))
                    continue;
                var list = Array.CreateInstance(element, 1);
                list.SetValue(
                    element == typeof(string) ? $"a{Unseen}b" : Filled(element, texts, $"{name}.{member.Name}"),
                    0
                );
                if (member.PropertyType.IsInstanceOfType(list))
                    member.SetValue(thing, list);
            }
            else if (IsOurs(member.PropertyType))
                member.SetValue(thing, Filled(member.PropertyType, texts, $"{name}.{member.Name}"));
        return thing;
    }

    private static IEnumerable<string> Unclean(object thing, string name) =>
        Members(thing.GetType())
            .SelectMany(member =>
                member.GetValue(thing) switch
                {
                    string text => text.Any(InvisibleCharacters.IsOne) ? [$"{name}.{member.Name}"] : [],
                    IEnumerable<string> texts => texts.Any(text => text.Any(InvisibleCharacters.IsOne))
                        ? [$"{name}.{member.Name}"]
                        : [],
                    IEnumerable things => things
                        .Cast<object>()
                        .Where(one => IsOurs(one.GetType()))
                        .SelectMany(one => Unclean(one, $"{name}.{member.Name}")),
                    { } inner when IsOurs(inner.GetType()) => Unclean(inner, $"{name}.{member.Name}"),
                    _ => [],
                }
            );

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(member => member.Name != "EqualityContract" && member.GetIndexParameters().Length == 0);

    private static bool IsOurs(Type type) =>
        type is { IsClass: true, IsAbstract: false, Namespace: { } space }
        && space.StartsWith("Kapprum", StringComparison.Ordinal);
}
