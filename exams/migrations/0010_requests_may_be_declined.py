
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exams', '0009_suspended_attempts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reopening',
            name='reopening_one_waits_per_attempt',
        ),
        migrations.RemoveConstraint(
            model_name='voiding',
            name='voiding_one_waits_per_attempt',
        ),
        migrations.AddField(
            model_name='reopening',
            name='declined_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reopening',
            name='declined_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='voiding',
            name='declined_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='voiding',
            name='declined_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='reopening',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), ('declined_by', None), _connector='OR'), name='reopening_one_decision'),
        ),
        migrations.AddConstraint(
            model_name='reopening',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_by', None), ('declined_by', None)), fields=('attempt',), name='reopening_one_waits_per_attempt'),
        ),
        migrations.AddConstraint(
            model_name='voiding',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), ('declined_by', None), _connector='OR'), name='voiding_one_decision'),
        ),
        migrations.AddConstraint(
            model_name='voiding',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_by', None), ('declined_by', None)), fields=('attempt',), name='voiding_one_waits_per_attempt'),
        ),
    ]
