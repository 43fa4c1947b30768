// This folder calls Dapper by itself; the rest of the system calls its extensions.
#pragma warning disable RS0030
using System.Collections.Frozen;
using System.Data;
using System.Reflection;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>An enum as it is stored.</summary>
public static class StoredEnum
{
    /// <summary>The name in kebab case, for parameters that are no single value, such as arrays.</summary>
    public static string Stored<T>(this T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

/// <summary>What a column holds and what a record has: the same type from the table to the page.</summary>
internal static class TypeHandlers
{
    /// <param name="assemblies">Whose enums are stored by their names in kebab case, <c>LateArrival</c> as
    /// <c>late-arrival</c>.</param>
    public static void Register(IEnumerable<Assembly> assemblies)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.Settings.PreferTypeHandlersForEnums = true;
        SqlMapper.AddTypeHandler(new TimeOfDayHandler());
        SqlMapper.AddTypeHandler(new DateTimeOffsetHandler());

        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsEnum))
            SqlMapper.AddTypeHandler(
                type,
                (SqlMapper.ITypeHandler)Activator.CreateInstance(typeof(EnumHandler<>).MakeGenericType(type))!
            );
    }

    private sealed class EnumHandler<T> : SqlMapper.TypeHandler<T>
        where T : struct, Enum
    {
        private static readonly FrozenDictionary<T, string> Names = Enum.GetValues<T>()
            .Distinct()
            .ToFrozenDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        private static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(
            pair => pair.Value,
            pair => pair.Key
        );

        public override T Parse(object value) => Values[(string)value];

        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.Value = Names[value];
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Text;
        }
    }

    /// <summary>Npgsql reads a timestamptz as a DateTime in UTC.</summary>
    private sealed class DateTimeOffsetHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = value.UtcDateTime;
    }

    private sealed class TimeOfDayHandler : SqlMapper.TypeHandler<TimeOfDay>
    {
        public override TimeOfDay Parse(object value) => new((int)((TimeSpan)value).TotalMinutes);

        public override void SetValue(IDbDataParameter parameter, TimeOfDay value)
        {
            parameter.Value = TimeSpan.FromMinutes(value.Minutes);
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.Interval;
        }
    }
}
