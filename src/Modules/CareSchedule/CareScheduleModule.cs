using Hangfire;
using Kapprum.CareSchedule.Pickup;
using Kapprum.CareSchedule.Questions;
using Kapprum.CareSchedule.Staffing;
using Kapprum.Contracts.Days;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.CareSchedule;

/// <summary>Guardians say when children come to preschool and leisure-time centre; staff see and change it.</summary>
public sealed class CareScheduleModule : Module
{
    public override IReadOnlyList<string> Uses => ["Accounts", "Roster", "Days", "Notifications", "Start"];

    public override IReadOnlyList<NavItem> Navigation =>
        [
            new(Roles.Guardian, 15, "/care", "careschedule.place", "calendar-days"),
            new(Roles.Staff, 35, "/care-requests", "careschedule.requests.place", "message-circle"),
            new(Roles.Staff, 36, "/care-questions", "careschedule.questions.place", "calendar-check"),
            new(Roles.Staff, 37, "/staffing", "careschedule.staffing.place", "users"),
        ];

    public override void Schedule(IRecurringJobManager jobs) => jobs.Daily("17:30", new TellOutsideHours());

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<CareFacts>();
        services.AddScoped<DayChanges>();
        services.AddScoped<CareRequests>();
        services.AddScoped<RequestAccess>();
        services.AddScoped<HomesApart>();
        services.AddScoped<PickupPersonAccess>();
        services.AddScoped<Slots>();
        services.AddScoped<UnsaidWeeks>();
        services.AddScoped<ScheduleVersion>();
        services.AddScoped<AskedDays>();
        services.AddScoped<AskedUnit>();
        services.AddScoped<DayAnswers>();
        services.AddScoped<OwnQuestions>();
        services.AddScoped<QuestionAccess>();
        services.AddScoped<TurnedAnswers>();
        services.AddScoped<UnansweredDays>();
        services.AddScoped<UnitStaffing>();
        services.AddScoped<Shifts>();
        services.AddScoped<ShiftGroups>();
        // It knows better than the roster, whose answer it begins with.
        services.AddScoped<IChildDays, ChildPlan>();
    }
}
